"""Fitting a person or a group: what was measured, lives in lanes for likelihood-free inference, what is believed after."""
