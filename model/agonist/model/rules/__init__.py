"""The rules of the body: small pure functions of scalars, one per mechanism."""
