"""What several figures share, and those of a run. Nothing here computes a result or knows Streamlit."""
