"""A class: who is in it, what each does, and what the teacher asks of all.

States are frozen, acts are functions from one to the next; time and chance are handed in. Nothing here knows
Streamlit or a network.
"""
