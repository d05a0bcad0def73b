"""From one number back to the files that it came from, along ways that the models declare."""
