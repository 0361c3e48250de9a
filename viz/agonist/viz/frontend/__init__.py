"""The stage in the browser: ES modules that every page shares, and the widget that carries them."""
