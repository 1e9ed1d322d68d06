"""The only code, beside the lesson's pages and cards, that knows Streamlit."""
