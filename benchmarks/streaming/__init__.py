"""What bringing messages as a stream would cost beside files."""
