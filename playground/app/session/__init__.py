"""One person: what they chose, what they brought, what runs for them, and what is kept for all."""
