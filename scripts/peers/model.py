"""The last step of the Python peers: the same logistic regression, by statsmodels on a plain design matrix."""

import json
import sys

import numpy as np
import statsmodels.api as sm

LEVELS = {
    "gender": ["Male", "Female", "Indeterminate", "Not known"],
    "age": ["18-25", "26-64", "65-74", "75+", "Not known"],
    "ethnicity": ["White", "Mixed", "Asian", "Black", "Other", "Not known"],
    "employment": ["Employed", "Unemployed", "Long-term sick", "Other or not recorded"],
}


def fit(rows, get):
    """`get(name)` is a NumPy array; categories come as their text. Prints rows, events and coefficients by name."""
    names = ["(Intercept)", "deprivation"]
    columns = [np.ones(rows), get("deprivation").astype(float)]
    for factor, levels in LEVELS.items():
        values = np.asarray(get(factor), dtype=str)
        for level in levels[1:]:
            names.append(f"{factor} {level}")
            columns.append((values == level).astype(float))
    names.append("phq9")
    columns.append(get("phq9").astype(float))
    y = get("recovery").astype(float)
    model = sm.GLM(y, np.column_stack(columns), family=sm.families.Binomial()).fit(tol=1e-12)
    json.dump(
        {"rows": rows, "events": int(y.sum()), "coefficients": dict(zip(names, model.params.tolist()))}, sys.stdout)
    print()
