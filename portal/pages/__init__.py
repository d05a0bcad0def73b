"""The morning page and the pages of the domains: static HTML from gold at published versions."""

from portal.pages.writing import write_pages

__all__ = ["write_pages"]
