"""The only code, beside the pages and app.py, that knows Streamlit."""
