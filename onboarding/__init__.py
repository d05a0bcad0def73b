"""From a person's exports to a household: drafting profiles, checking them, a first household."""
