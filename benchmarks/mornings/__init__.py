"""A year of mornings: each with its new files and a fault, judged by what is published."""
