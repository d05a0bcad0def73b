"""The charts of all pages: one small module for each, data from gold, drawn at build time."""
