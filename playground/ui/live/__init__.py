"""What makes the page follow the thumb: charts that stay in place, and a sensor for sliders on the move.

`st.plotly_chart` builds a chart anew at every change, which takes longer than a training and loses zoom and
camera, and `st.slider` says nothing until it is let go. Two small components fill these gaps; the page's
JavaScript stands in this folder. What is large and does not change is sent once, by a route of its own.
"""
