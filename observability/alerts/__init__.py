"""Alerts: what the last refresh found, judged, folded to causes, and told once."""
