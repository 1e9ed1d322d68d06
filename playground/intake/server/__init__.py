"""The server's side: starts the limited process, and believes nothing that comes from it."""
