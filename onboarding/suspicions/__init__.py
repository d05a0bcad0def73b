"""What looks wrong in rows that could be read: pure functions, each with what to change."""

from onboarding.suspicions.found import Suspicion

__all__ = ["Suspicion"]
