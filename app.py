"""Neuron Playground: `streamlit run app.py`.

The server takes the app from this file: the script of every session, and routes for what is sent only once or
while a thumb moves.
"""

import streamlit as st
from starlette.middleware import Middleware

from playground.app import routes as answers
from playground.app.browser import scripts, sheets
from playground.app.browser.address import set_root, under_root
from playground.app.browser.ready import StreamlitFiles
from playground.app.classes import answers as classes
from playground.app.shell import styles
from playground.app.shell.navigation import SCRIPT
from playground.engine.threads import use_one_blas_thread

set_root(str(st.get_option("server.baseUrlPath") or ""))
use_one_blas_thread()
app = st.App(
    SCRIPT,
    routes=under_root([*scripts.ROUTES, *sheets.ROUTES, *styles.ROUTES, *answers.ROUTES, *classes.ROUTES]),
    middleware=[Middleware(StreamlitFiles), Middleware(styles.StyledPage, on_first=answers.expect_visitors)],
)
