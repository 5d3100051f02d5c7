"""DuckDB: the work in one query. Arguments: the folder."""

import sys

import duckdb

from model import fit

QUERY = """
with source as (
  select PathwayID, UniqueID_IDS101::bigint id, RecordNumber, LocalPatientId, OrgID_Provider,
    Unique_MonthID::bigint month_id, ReferralRequestReceivedDate received, ServDischDate discharged,
    CompletedTreatment_Flag completed, NotCaseness_Flag below, Recovery_Flag recovered, PHQ9_FirstScore phq9
  from read_csv('{folder}/referrals.csv', header = true, all_varchar = true)
  where UsePathway_Flag = 'true'
), latest as (
  select * from source where PathwayID is not null
  qualify row_number() over (partition by PathwayID order by month_id desc nulls last, id desc nulls last) = 1
  union all select * from source where PathwayID is null
), course as (
  select * replace (received::date as received, discharged::date as discharged) from latest
  where discharged::date between date '2021-01-01' and date '2021-12-31' and completed = 'true'
), person as (
  select OrgID_Provider, RecordNumber, any_value(Gender) gender, any_value(Validated_EthnicCategory) ethnic,
    any_value(Age_RP_EndDate) age, any_value(IndicesOfDeprivationDecile) decile
  from (
    select * from read_csv('{folder}/patients.csv', header = true, all_varchar = true)
    qualify row_number() over (partition by OrgID_Provider, RecordNumber
      order by Unique_MonthID::bigint desc nulls last) = 1)
  group by all
), job as (
  select OrgID_Provider, LocalPatientId, EmployStatusRecDate::date recorded, EmployStatus status
  from read_csv('{folder}/employment.csv', header = true, all_varchar = true)
  qualify row_number() over (partition by OrgID_Provider, LocalPatientId, EmployStatusRecDate
    order by UniqueID_IDS004::bigint desc nulls last) = 1
), first_job as (
  select c.PathwayID, arg_min(j.status, j.recorded) status
  from course c join job j on c.OrgID_Provider = j.OrgID_Provider and c.LocalPatientId = j.LocalPatientId
    and j.recorded between c.received and c.discharged
  group by c.PathwayID
)
select decile::int deprivation,
  case p.gender when '1' then 'Male' when '2' then 'Female' when '9' then 'Indeterminate' else 'Not known' end gender,
  case when p.age::int <= 25 then '18-25' when p.age::int <= 64 then '26-64' when p.age::int <= 74 then '65-74'
    when p.age::int >= 75 then '75+' else 'Not known' end age,
  case when ethnic in ('A','B','C') then 'White' when ethnic in ('D','E','F','G') then 'Mixed'
    when ethnic in ('H','J','K','L') then 'Asian' when ethnic in ('M','N','P') then 'Black'
    when ethnic in ('R','S') then 'Other' else 'Not known' end ethnicity,
  case f.status when '01' then 'Employed' when '02' then 'Unemployed' when '04' then 'Long-term sick'
    else 'Other or not recorded' end employment,
  c.phq9::int phq9, coalesce(recovered = 'true', false)::int recovery
from course c left join person p on c.OrgID_Provider = p.OrgID_Provider and c.RecordNumber = p.RecordNumber
  left join first_job f on c.PathwayID = f.PathwayID
where (below is null or below <> 'true') and decile is not null and c.phq9 is not null
"""

table = duckdb.sql(QUERY.format(folder=sys.argv[1])).fetchnumpy()
fit(len(table["phq9"]), lambda name: table[name])
