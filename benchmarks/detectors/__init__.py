"""The detector study: what Daybook's control charts find, how soon, and how often they cry wolf."""
