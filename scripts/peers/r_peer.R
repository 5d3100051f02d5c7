# R: the work with data.table, the model by glm. Arguments: the folder.
suppressPackageStartupMessages(library(data.table))

folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name, columns) {
  fread(file.path(folder, paste0(name, ".csv")), select = columns, colClasses = "character", na.strings = "")
}
number <- function(text) suppressWarnings(as.integer(text))
day <- function(text) as.IDate(text, format = "%Y-%m-%d")

course <- read("referrals", c(
  "PathwayID", "RecordNumber", "LocalPatientId", "OrgID_Provider", "UsePathway_Flag", "CompletedTreatment_Flag",
  "NotCaseness_Flag", "Recovery_Flag", "Unique_MonthID", "UniqueID_IDS101", "PHQ9_FirstScore",
  "ReferralRequestReceivedDate", "ServDischDate"))
course <- course[UsePathway_Flag == "true"]
course[, `:=`(month = number(Unique_MonthID), id = number(UniqueID_IDS101))]
setorder(course, month, id)
course <- rbind(
  unique(course[!is.na(PathwayID)], by = "PathwayID", fromLast = TRUE), course[is.na(PathwayID)])
course[, `:=`(received = day(ReferralRequestReceivedDate), discharged = day(ServDischDate))]
course <- course[
  between(discharged, as.IDate("2021-01-01"), as.IDate("2021-12-31")) & CompletedTreatment_Flag == "true"]
course[, course := .I]

person <- read("patients", c(
  "OrgID_Provider", "RecordNumber", "Gender", "Validated_EthnicCategory", "Unique_MonthID", "Age_RP_EndDate",
  "IndicesOfDeprivationDecile"))
person[, month := number(Unique_MonthID)]
setorder(person, month)
person <- unique(person, by = c("OrgID_Provider", "RecordNumber"), fromLast = TRUE)

job <- read("employment", c(
  "OrgID_Provider", "LocalPatientId", "EmployStatus", "EmployStatusRecDate", "UniqueID_IDS004"))
job[, `:=`(recorded = day(EmployStatusRecDate), id = number(UniqueID_IDS004))]
setorder(job, id)
job <- unique(job, by = c("OrgID_Provider", "LocalPatientId", "recorded"), fromLast = TRUE)
first <- job[
  course[, .(course, OrgID_Provider, LocalPatientId, received, discharged)],
  on = c("OrgID_Provider", "LocalPatientId"), nomatch = NULL, allow.cartesian = TRUE]
first <- first[between(recorded, received, discharged)]
setorder(first, recorded)
first <- unique(first, by = "course")[, .(course, EmployStatus)]

course[person, on = c("OrgID_Provider", "RecordNumber"), `:=`(
  Gender = i.Gender, Ethnic = i.Validated_EthnicCategory, Age = number(i.Age_RP_EndDate),
  deprivation = number(i.IndicesOfDeprivationDecile))]
course[first, on = "course", EmployStatus := i.EmployStatus]
course[, phq9 := number(PHQ9_FirstScore)]
course <- course[(is.na(NotCaseness_Flag) | NotCaseness_Flag != "true") & !is.na(deprivation) & !is.na(phq9)]

# A factor by a table of codes; codes outside it, and missing ones, are its last level.
recode <- function(codes, table, other) {
  labels <- unname(table[codes])
  labels[is.na(labels)] <- other
  factor(labels, levels = c(unique(unname(table)), other))
}
ethnic <- c(
  A = "White", B = "White", C = "White", D = "Mixed", E = "Mixed", F = "Mixed", G = "Mixed", H = "Asian", J = "Asian",
  K = "Asian", L = "Asian", M = "Black", N = "Black", P = "Black", R = "Other", S = "Other")
course[, `:=`(
  recovery = as.integer(!is.na(Recovery_Flag) & Recovery_Flag == "true"),
  gender = recode(Gender, c("1" = "Male", "2" = "Female", "9" = "Indeterminate"), "Not known"),
  age = factor(
    fcase(Age <= 25L, "18-25", Age <= 64L, "26-64", Age <= 74L, "65-74", Age >= 75L, "75+", default = "Not known"),
    levels = c("18-25", "26-64", "65-74", "75+", "Not known")),
  ethnicity = recode(Ethnic, ethnic, "Not known"),
  employment = recode(
    EmployStatus, c("01" = "Employed", "02" = "Unemployed", "04" = "Long-term sick"), "Other or not recorded"))]
model <- glm(
  recovery ~ deprivation + gender + age + ethnicity + employment + phq9, binomial, course, control = list(epsilon = 1e-12))
names <- names(coef(model))
for (factor in c("gender", "age", "ethnicity", "employment")) names <- sub(paste0("^", factor), paste0(factor, " "), names)
cat(sprintf('{"rows": %d, "events": %d, "coefficients": {', nrow(course), sum(course$recovery)))
cat(paste0('"', names, '": ', sprintf("%.17g", coef(model)), collapse = ", "), "}}\n", sep = "")
