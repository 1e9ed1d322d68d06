"""What stands around every page: controls, links, look."""
