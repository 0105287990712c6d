"""What R would accept silently but a person should know."""
