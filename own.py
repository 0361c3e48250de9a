def r(patient):
    return 2.0


r.unit = 3
