"""What the function itself says of an object, a message or a job, with the remedy.

`deployment/aws/README.md` shows the same list; a test compares both. Codes of files are
those of `docs/reasons.md`.
"""

EVENT_MALFORMED = "event_malformed"
EVENT_VERSION_UNKNOWN = "event_version_unknown"
OWN_OBJECT = "own_object"
OBJECT_TOO_LARGE = "object_too_large"
OUT_OF_TIME = "out_of_time"
JOB_MISSING = "job_missing"
JOB_REFUSED = "job_refused"
JOB_THROTTLED = "job_throttled"
JOB_UNREACHABLE = "job_unreachable"

CODES = {
    EVENT_MALFORMED: (
        "A message is no notification of S3",
        "Look at it in the dead-letter queue; somebody else writes into the queue.",
    ),
    EVENT_VERSION_UNKNOWN: (
        "A notification has a major version that this function does not know",
        "Update Daybook, then send the dead-letter queue's messages back.",
    ),
    OWN_OBJECT: (
        "The object lies in the lake itself, which would never end",
        "Take the lake's bucket out of the notification.",
    ),
    OBJECT_TOO_LARGE: (
        "The object is larger than the function may take in",
        "Download it and run daybook ingest, or deploy with more MaxObjectMegabytes.",
    ),
    OUT_OF_TIME: (
        "The time of the invocation was up before this object",
        "Nothing, as the queue brings it again; deploy with a smaller batch if it repeats.",
    ),
    JOB_MISSING: (
        "Databricks has no job with the configured id",
        "Correct DatabricksJobId; the next nightly run triggers what waited.",
    ),
    JOB_REFUSED: (
        "Databricks refused the credentials or the request",
        "Correct the credentials and their rights; the next nightly run triggers what waited.",
    ),
    JOB_THROTTLED: (
        "Databricks had too many requests",
        "Nothing, as the queue and the next nightly run try again with the same token.",
    ),
    JOB_UNREACHABLE: (
        "Databricks did not answer, or with an error of its own",
        "Nothing, as the queue and the next nightly run try again with the same token.",
    ),
}
