"""Neuron Playground: `streamlit run app.py`.

The server takes the app from this file: the script of every session, and routes for what is sent only once or
while a thumb moves.
"""

import streamlit as st

from playground.threads import use_one_blas_thread
from playground.ui.live import answers, scripts, sheets
from playground.ui.navigation import SCRIPT

use_one_blas_thread()
app = st.App(SCRIPT, routes=[*scripts.ROUTES, *sheets.ROUTES, *answers.ROUTES])
