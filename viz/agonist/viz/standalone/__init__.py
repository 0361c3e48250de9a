"""Pages without a server: recorded, or with the model itself in the browser."""
