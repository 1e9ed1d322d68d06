"""Any expression as a computation graph: values forward, derivatives back."""
