"""Landing in AWS: a function that runs for each object of an intake bucket."""
