"""The tuning map: every learning rate by every iteration."""
