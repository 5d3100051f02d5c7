"""pandas: the work statement by statement. Arguments: the folder."""

import sys

import pandas as pd

from model import fit

folder = sys.argv[1]


def read(name, columns):
    return pd.read_csv(f"{folder}/{name}.csv", usecols=columns, dtype=str, keep_default_na=False, na_values=[""])


def latest(table, keys, order):
    """The last row of each group by `order`; rows without a key stay."""
    whole = table.dropna(subset=keys)
    rest = table[table[keys].isna().any(axis=1)]
    return pd.concat([whole.sort_values(order, kind="stable", na_position="first").drop_duplicates(keys, keep="last"), rest])


source = read("referrals", [
    "PathwayID", "UniqueID_IDS101", "RecordNumber", "LocalPatientId", "OrgID_Provider", "Unique_MonthID",
    "UsePathway_Flag", "ReferralRequestReceivedDate", "ServDischDate", "CompletedTreatment_Flag", "NotCaseness_Flag",
    "Recovery_Flag", "PHQ9_FirstScore"])
source = source[source["UsePathway_Flag"] == "true"]
for name in ["UniqueID_IDS101", "Unique_MonthID", "PHQ9_FirstScore"]:
    source[name] = pd.to_numeric(source[name], errors="coerce")
course = latest(source, ["PathwayID"], ["Unique_MonthID", "UniqueID_IDS101"])
for name in ["ReferralRequestReceivedDate", "ServDischDate"]:
    course[name] = pd.to_datetime(course[name], format="%Y-%m-%d", errors="coerce")
course = course[course["ServDischDate"].between("2021-01-01", "2021-12-31") & (course["CompletedTreatment_Flag"] == "true")]
course = course.reset_index(drop=True).rename_axis("course").reset_index()
person = read("patients", [
    "OrgID_Provider", "RecordNumber", "Unique_MonthID", "Gender", "Validated_EthnicCategory", "Age_RP_EndDate",
    "IndicesOfDeprivationDecile"])
for name in ["Unique_MonthID", "Age_RP_EndDate", "IndicesOfDeprivationDecile"]:
    person[name] = pd.to_numeric(person[name], errors="coerce")
person = latest(person, ["OrgID_Provider", "RecordNumber"], ["Unique_MonthID"])
job = read("employment", ["OrgID_Provider", "LocalPatientId", "EmployStatusRecDate", "UniqueID_IDS004", "EmployStatus"])
job["UniqueID_IDS004"] = pd.to_numeric(job["UniqueID_IDS004"])
job = latest(job, ["OrgID_Provider", "LocalPatientId", "EmployStatusRecDate"], ["UniqueID_IDS004"])
job["EmployStatusRecDate"] = pd.to_datetime(job["EmployStatusRecDate"], format="%Y-%m-%d", errors="coerce")
pairs = course[["course", "OrgID_Provider", "LocalPatientId", "ReferralRequestReceivedDate", "ServDischDate"]].merge(
    job, on=["OrgID_Provider", "LocalPatientId"])
pairs = pairs[pairs["EmployStatusRecDate"].between(pairs["ReferralRequestReceivedDate"], pairs["ServDischDate"])]
first = pairs.sort_values("EmployStatusRecDate", kind="stable").drop_duplicates("course")[["course", "EmployStatus"]]
table = course.merge(
    person.drop(columns="Unique_MonthID"), on=["OrgID_Provider", "RecordNumber"], how="left").merge(
    first, on="course", how="left")
table = table[(table["NotCaseness_Flag"] != "true") & table["IndicesOfDeprivationDecile"].notna() & table["PHQ9_FirstScore"].notna()]
ethnic = {code: label for codes, label in [
    ("ABC", "White"), ("DEFG", "Mixed"), ("HJKL", "Asian"), ("MNP", "Black"), ("RS", "Other")] for code in codes}
values = {
    "deprivation": table["IndicesOfDeprivationDecile"],
    "phq9": table["PHQ9_FirstScore"],
    "recovery": table["Recovery_Flag"] == "true",
    "gender": table["Gender"].map({"1": "Male", "2": "Female", "9": "Indeterminate"}).fillna("Not known"),
    "age": pd.cut(table["Age_RP_EndDate"], [-1, 25, 64, 74, 1000], labels=["18-25", "26-64", "65-74", "75+"])
    .astype(object).fillna("Not known"),
    "ethnicity": table["Validated_EthnicCategory"].map(ethnic).fillna("Not known"),
    "employment": table["EmployStatus"].map(
        {"01": "Employed", "02": "Unemployed", "04": "Long-term sick"}).fillna("Other or not recorded"),
}
fit(len(table), lambda name: values[name].to_numpy())
