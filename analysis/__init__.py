"""Who speaks in the news, what they say, and where they stand."""
