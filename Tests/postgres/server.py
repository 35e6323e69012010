"""A throw-away PostgreSQL (serve.sh), its client programs, and what a database holds on natural keys."""

import contextlib
import csv
import io
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
IS_ROOT = os.geteuid() == 0
SCHEMAS = ("--cdm-schema", "cdm", "--results-schema", "results")

# What must be equal whoever wrote it: no ids, no times. The last column is compared by its bits.
NATURAL = {
    "persons": "SELECT person_source_value, gender_concept_id, year_of_birth FROM person",
    "observation periods": """SELECT person_source_value, observation_period_start_date, observation_period_end_date
        FROM observation_period o JOIN person p ON p.person_id = o.person_id""",
    "visits": """SELECT person_source_value, visit_source_value, visit_start_date, visit_end_date
        FROM visit_occurrence v JOIN person p ON p.person_id = v.person_id""",
    "procedures": """SELECT person_source_value, procedure_source_value, procedure_date, modifier_source_value, visit_source_value
        FROM procedure_occurrence o JOIN person p ON p.person_id = o.person_id
        JOIN visit_occurrence v ON v.visit_occurrence_id = o.visit_occurrence_id""",
    "measurements": """SELECT person_source_value, r.case_key, r.image, r.mask, r.label, r.image_digest, r.mask_digest, r.recipe_digest,
            m.measurement_concept_id, m.measurement_source_concept_id, m.measurement_source_value, m.measurement_date,
            m.unit_concept_id, m.unit_source_value, visit_source_value, image_series_uid, image_feature_concept_id, value_as_number
        FROM measurement m JOIN person p ON p.person_id = m.person_id JOIN voxmark_region r ON r.region_id = m.measurement_event_id
        JOIN visit_occurrence v ON v.visit_occurrence_id = m.visit_occurrence_id
        JOIN image_feature f ON f.image_feature_event_id = m.measurement_id
        JOIN image_occurrence i ON i.image_occurrence_id = f.image_occurrence_id
        WHERE f.image_finding_id = r.region_id AND i.person_id = p.person_id AND f.person_id = p.person_id""",
    "statuses": """SELECT s.case_key, r.label, s.concept_id, s.tag, s.status, s.reason, s.message
        FROM voxmark_status s LEFT JOIN voxmark_region r ON r.region_id = s.region_id""",
    "cases": "SELECT case_key, subject, state, code, person_source_value, recipe_digest FROM voxmark_case",
    "acquisitions": "SELECT image_digest, name, value_as_text, unit, value_as_number FROM voxmark_acquisition",
    "files of images": "SELECT image_digest, file_number, sop_instance, file_digest FROM voxmark_image_instance",
    "concepts": "SELECT concept_id, concept_name, concept_code, vocabulary_id, domain_id FROM concept",
}
BITS = {"measurements", "acquisitions"}

# Counts that must all be 0: nothing twice, and nothing that leads nowhere. 2049999001 is the field voxmark_region.region_id.
FAULTS = {
    "a case twice": "SELECT case_key FROM voxmark_case GROUP BY 1 HAVING count(*) > 1",
    "a region twice": "SELECT case_key, image_digest, mask_digest, label FROM voxmark_region GROUP BY 1, 2, 3, 4 HAVING count(*) > 1",
    "a person twice": "SELECT person_source_value FROM person WHERE person_source_value ~ '^[a-z2-7]{26}$' GROUP BY 1 HAVING count(*) > 1",
    "an observation period twice": "SELECT person_id, observation_period_start_date FROM observation_period GROUP BY 1, 2 HAVING count(*) > 1",
    "a visit twice": "SELECT person_id, visit_source_value FROM visit_occurrence GROUP BY 1, 2 HAVING count(*) > 1",
    "a procedure twice": "SELECT person_id, procedure_source_value FROM procedure_occurrence GROUP BY 1, 2 HAVING count(*) > 1",
    "a series twice": "SELECT person_id, image_series_uid, image_occurrence_date FROM image_occurrence GROUP BY 1, 2, 3 HAVING count(*) > 1",
    "a value twice": """SELECT measurement_event_id, meas_event_field_concept_id, measurement_source_concept_id FROM measurement
        WHERE meas_event_field_concept_id = 2049999001 GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    "a link twice": "SELECT image_feature_event_id FROM image_feature GROUP BY 1 HAVING count(*) > 1",
    "a file of an image twice": "SELECT image_digest, file_number FROM voxmark_image_instance GROUP BY 1, 2 HAVING count(*) > 1",
    "an undefined feature twice": """SELECT region_id, concept_id FROM voxmark_status WHERE status = 'undefined' GROUP BY 1, 2 HAVING count(*) > 1""",
    "a region without case": "SELECT 1 FROM voxmark_region r LEFT JOIN voxmark_case c ON c.case_key = r.case_key WHERE c.case_key IS NULL",
    "a region without image": """SELECT 1 FROM voxmark_region r LEFT JOIN image_occurrence i ON i.image_occurrence_id = r.image_occurrence_id
        WHERE i.image_occurrence_id IS NULL AND r.person_id IS NOT NULL""",
    "a status without case": "SELECT 1 FROM voxmark_status s LEFT JOIN voxmark_case c ON c.case_key = s.case_key WHERE c.case_key IS NULL",
    "a value without region": """SELECT 1 FROM measurement LEFT JOIN voxmark_region ON region_id = measurement_event_id
        WHERE meas_event_field_concept_id = 2049999001 AND region_id IS NULL""",
    "a value without link": """SELECT 1 FROM measurement LEFT JOIN image_feature ON image_feature_event_id = measurement_id
        WHERE meas_event_field_concept_id = 2049999001 AND image_feature_id IS NULL""",
    "a link without value": """SELECT 1 FROM image_feature LEFT JOIN measurement ON image_feature_event_id = measurement_id
        WHERE measurement_id IS NULL""",
    "a link without image": """SELECT 1 FROM image_feature f LEFT JOIN image_occurrence i ON i.image_occurrence_id = f.image_occurrence_id
        WHERE i.image_occurrence_id IS NULL""",
    "an image without procedure": """SELECT 1 FROM image_occurrence i LEFT JOIN procedure_occurrence o
        ON o.procedure_occurrence_id = i.procedure_occurrence_id WHERE o.procedure_occurrence_id IS NULL""",
}


class Server:
    """A server on loopback that trusts everybody, with the client programs on it."""

    def __init__(self, *settings):
        self.process = subprocess.Popen(
            [os.path.join(HERE, "serve.sh"), *(word for setting in settings for word in ("-c", setting))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.folder = self.process.stdout.readline().strip()
        self.port = self.process.stdout.readline().strip()
        if not self.port:
            raise SystemExit("postgres-test: no server started; its words are above")
        self.environment = os.environ | {"PGHOST": "127.0.0.1", "PGPORT": self.port, "PGUSER": "postgres", "PGCONNECT_TIMEOUT": "10"}
        for name in ("PGDATABASE", "PGOPTIONS", "PGSERVICE", "PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT"):
            self.environment.pop(name, None)

    def close(self):
        """Ends the server and removes its folder."""
        self.process.stdin.close()
        self.process.wait()

    def address(self, database, user="postgres", host="127.0.0.1", **settings):
        """The address of a database."""
        words = "&".join(f"{name}={value}" for name, value in settings.items())
        return f"postgresql://{user}@{host}:{self.port}/{database}" + (f"?{words}" if words else "")

    # The server itself

    def control(self, *words):
        """pg_ctl, as the server's user."""
        binary = os.readlink(f"/proc/{self._postmaster()}/exe") if self.is_running else self._binary
        self._binary = binary
        user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"] if IS_ROOT else []
        subprocess.run(
            [*user, os.path.join(os.path.dirname(binary), "pg_ctl"), "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", *words],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)

    @property
    def is_running(self):
        """Whether the server has a process."""
        return os.path.exists(f"{self.folder}/data/postmaster.pid")

    def _postmaster(self):
        with open(f"{self.folder}/data/postmaster.pid", encoding="ascii") as file:
            return int(file.readline())

    # SQL

    def psql(self, database, *words, text=None):
        """Runs psql, which stops at the first error."""
        ended = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, *words], input=text, text=True, capture_output=True,
            env=self.environment | {"PGOPTIONS": "-c search_path=cdm,results,voxmark,public -c client_min_messages=warning"}, check=False)
        if ended.returncode != 0:
            raise SystemExit(f"postgres-test: psql on {database}: {ended.stderr}")
        return ended.stdout

    def rows(self, database, query):
        """The rows of a query, as texts; what is NULL is the empty text."""
        return [tuple(row) for row in csv.reader(io.StringIO(self.psql(database, "--csv", "-t", "-c", query)))]

    def value(self, database, query):
        """The one value of a query."""
        return self.rows(database, query)[0][0]

    def execute(self, database, text):
        """Runs statements in one transaction."""
        self.psql(database, "-1", text=text)

    def create(self, database, *words):
        """Makes an empty database."""
        self.psql("postgres", "-c", f'CREATE DATABASE {database} {" ".join(words)}')

    @contextlib.contextmanager
    def locked(self, database, table):
        """Holds a table against writers: whoever writes waits amid a transaction."""
        session = subprocess.Popen(
            ["psql", "-X", "-q", "-d", database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment)
        try:
            session.stdin.write(f"BEGIN;\nLOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;\n\\echo held\n")
            session.stdin.flush()
            if session.stdout.readline() != "held\n":
                raise SystemExit(f"postgres-test: {table} of {database} cannot be locked")
            yield
        finally:
            session.stdin.close()
            session.wait()
            session.stdout.close()

    def count(self, database, table):
        """How many rows a table has; 0 when there is no such table yet."""
        if self.value(database, f"SELECT to_regclass('{table}') IS NULL") == "t":
            return 0
        return int(self.value(database, f"SELECT count(*) FROM {table}"))

    def dump(self, database, *words):
        """What pg_dump writes, without the word by which it lets psql alone read on, another one each time."""
        ended = subprocess.run(["pg_dump", *words, database], capture_output=True, text=True, env=self.environment, check=True)
        return "".join(line for line in ended.stdout.splitlines(True) if not line.startswith(("\\restrict ", "\\unrestrict ")))

    def contents(self, database):
        """Every row of every table but those of runs, in an order that does not depend on where they lie."""
        tables = [f"{schema}.{table}" for schema, table in self.rows(
            database, "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('cdm', 'results', 'voxmark')")
            if table not in ("voxmark_run", "voxmark_queue")]
        text = self.psql(database, text="".join(f"\\echo '<next table>'\nCOPY {table} TO STDOUT;\n" for table in tables))
        return {table.partition(".")[2]: sorted(rows.splitlines()) for table, rows in zip(tables, text.split("<next table>\n")[1:])}


def natural(rows, what):
    """Rows in order, with the bits of their last column where they are what counts."""
    def number(value):
        return float(value).hex() if value not in ("", None) else ""

    plain = [tuple("" if value is None else str(value) for value in row) for row in rows]
    if what in BITS:
        plain = [(*row[:-1], number(row[-1])) for row in plain]
    return sorted(plain)


def difference(one, other):
    """What tells two lists of rows apart, in a few words; empty when they are equal."""
    if one == other:
        return ""
    first, second = set(one) - set(other), set(other) - set(one)
    return f"{len(one)} and {len(other)} rows; only here {sorted(first)[:2]}; only there {sorted(second)[:2]}"
