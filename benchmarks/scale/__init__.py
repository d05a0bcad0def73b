"""How a household grows from one year to ten, and many households on one machine."""
