"""polars: the work as one lazy plan. Arguments: the folder."""

import sys

import polars as pl

from model import fit

folder = sys.argv[1]


def read(name):
    return pl.scan_csv(f"{folder}/{name}.csv", infer_schema=False)


def date(name):
    return pl.col(name).str.to_date("%Y-%m-%d", strict=False)


def number(name, kind=pl.Int64):
    return pl.col(name).cast(kind, strict=False)


source = read("referrals").filter(pl.col("UsePathway_Flag") == "true").select(
    "PathwayID", "RecordNumber", "LocalPatientId", "OrgID_Provider", "CompletedTreatment_Flag", "NotCaseness_Flag",
    "Recovery_Flag", number("Unique_MonthID"), number("UniqueID_IDS101"), number("PHQ9_FirstScore").alias("phq9"),
    date("ReferralRequestReceivedDate").alias("received"), date("ServDischDate").alias("discharged"))
known = source.filter(pl.col("PathwayID").is_not_null()).sort("Unique_MonthID", "UniqueID_IDS101").unique(
    "PathwayID", keep="last", maintain_order=True)
course = pl.concat([known, source.filter(pl.col("PathwayID").is_null())]).filter(
    pl.col("discharged").is_between(pl.date(2021, 1, 1), pl.date(2021, 12, 31))
    & (pl.col("CompletedTreatment_Flag") == "true")).with_row_index("course")
person = read("patients").select(
    "OrgID_Provider", "RecordNumber", "Gender", "Validated_EthnicCategory", number("Unique_MonthID"),
    number("Age_RP_EndDate"), number("IndicesOfDeprivationDecile").alias("deprivation")).sort("Unique_MonthID").unique(
    ["OrgID_Provider", "RecordNumber"], keep="last", maintain_order=True).drop("Unique_MonthID")
job = read("employment").select(
    "OrgID_Provider", "LocalPatientId", "EmployStatus", date("EmployStatusRecDate").alias("recorded"),
    number("UniqueID_IDS004")).sort("UniqueID_IDS004").unique(
    ["OrgID_Provider", "LocalPatientId", "recorded"], keep="last", maintain_order=True)
first = course.select("course", "OrgID_Provider", "LocalPatientId", "received", "discharged").join(
    job, on=["OrgID_Provider", "LocalPatientId"]).filter(
    pl.col("recorded").is_between(pl.col("received"), pl.col("discharged"))).sort("recorded").unique(
    "course", keep="first", maintain_order=True).select("course", "EmployStatus")
age = pl.col("Age_RP_EndDate")
ethnic = {code: label for codes, label in [
    ("ABC", "White"), ("DEFG", "Mixed"), ("HJKL", "Asian"), ("MNP", "Black"), ("RS", "Other")] for code in codes}
table = course.join(person, on=["OrgID_Provider", "RecordNumber"], how="left").join(
    first, on="course", how="left").filter(
    (pl.col("NotCaseness_Flag") != "true").fill_null(True) & pl.col("deprivation").is_not_null()
    & pl.col("phq9").is_not_null()).select(
    "deprivation", "phq9", (pl.col("Recovery_Flag") == "true").fill_null(False).cast(pl.Int8).alias("recovery"),
    pl.col("Gender").replace_strict({"1": "Male", "2": "Female", "9": "Indeterminate"}, default="Not known").alias("gender"),
    pl.when(age <= 25).then(pl.lit("18-25")).when(age <= 64).then(pl.lit("26-64")).when(age <= 74).then(
        pl.lit("65-74")).when(age >= 75).then(pl.lit("75+")).otherwise(pl.lit("Not known")).alias("age"),
    pl.col("Validated_EthnicCategory").replace_strict(ethnic, default="Not known").alias("ethnicity"),
    pl.col("EmployStatus").replace_strict(
        {"01": "Employed", "02": "Unemployed", "04": "Long-term sick"}, default="Other or not recorded").alias("employment"),
).collect(engine="streaming")
fit(table.height, lambda name: table[name].to_numpy())
