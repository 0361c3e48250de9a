"""The views: the page and its parts, the page without a server, the figures. Works on top of everything else."""
