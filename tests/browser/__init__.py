"""One package: its tests share a server and a browser."""
