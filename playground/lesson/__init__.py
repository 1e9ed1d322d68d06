"""The mathematics of the lesson's pages, one module a page. Nothing here knows Streamlit."""
