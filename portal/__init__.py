"""The site: pages for people, drawn from gold at its published versions."""
