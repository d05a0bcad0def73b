"""The shipped profiles and the schema that every profile is checked against."""
