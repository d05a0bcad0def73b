"""A stand-in for a SQL warehouse: what dbt-databricks sends is run by Apache Spark with Delta Lake.

It speaks the Thrift protocol over HTTP of databricks-sql-connector, on 127.0.0.1 only. It proves
the adapter's way through the project and the statements of Delta Lake; it is no Unity Catalog.
"""

import importlib
import json
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import types as t

from tests.databricks.emulation import Emulation
from tests.databricks.notebooks import run_notebook

# Written by a generator, without types.
_thrift = importlib.import_module
ttypes: Any = _thrift("databricks.sql.thrift_api.TCLIService.ttypes")
TCLIService: Any = _thrift("databricks.sql.thrift_api.TCLIService.TCLIService")
TBinaryProtocol: Any = _thrift("thrift.protocol.TBinaryProtocol").TBinaryProtocol
TMemoryBuffer: Any = _thrift("thrift.transport.TTransport").TMemoryBuffer

DELTA = "io.delta:delta-spark_4.1_2.13:4.4.0"
SETTINGS = {
    "spark.jars.packages": DELTA,
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.sources.default": "delta",
    # Unity Catalog lists the folders of a table of Parquet files whenever it is read.
    "spark.sql.hive.manageFilesourcePartitions": "false",
    # One that no session asks for, so that those who do not ask are found out.
    "spark.sql.session.timeZone": "Pacific/Auckland",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "2g",
    # Few rows and long queries: to split and to compile these costs more than it saves.
    "spark.sql.shuffle.partitions": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
# What a session may say of itself, and what Spark calls it.
SESSION_PROPERTIES = {
    "timezone": "spark.sql.session.timeZone",
    "ansi_mode": "spark.sql.ansi.enabled",
}
# What the connector and the adapter ask for by themselves, and what changes no row.
SILENT_PROPERTIES = ("spark.thriftserver.", "query_tags")
TYPES = {
    t.BooleanType: ttypes.TTypeId.BOOLEAN_TYPE,
    t.IntegerType: ttypes.TTypeId.INT_TYPE,
    t.LongType: ttypes.TTypeId.BIGINT_TYPE,
    t.DoubleType: ttypes.TTypeId.DOUBLE_TYPE,
    t.TimestampType: ttypes.TTypeId.TIMESTAMP_TYPE,
    t.DecimalType: ttypes.TTypeId.DECIMAL_TYPE,
    t.DateType: ttypes.TTypeId.DATE_TYPE,
    t.ArrayType: ttypes.TTypeId.ARRAY_TYPE,
    t.StructType: ttypes.TTypeId.STRUCT_TYPE,
    t.MapType: ttypes.TTypeId.MAP_TYPE,
}
OK = ttypes.TStatus(statusCode=ttypes.TStatusCode.SUCCESS_STATUS)


class Warehouse:
    """The calls of the protocol, each answered at once with all of its rows."""

    def __init__(self, spark: SparkSession, emulation: Emulation, log: Path) -> None:
        """Write each statement to `log`, a JSON object a line."""
        self._spark = spark
        self._emulation = emulation
        self._log = log
        self._lock = threading.Lock()
        self._sessions: dict[bytes, SparkSession] = {}

    def OpenSession(self, request: Any) -> Any:  # noqa: N802  the protocol's name
        """Open a session with the properties that the profile asks for, and no others."""
        handle, session = _handle(), self._spark.newSession()
        for name, value in (request.configuration or {}).items():
            if name in SESSION_PROPERTIES:
                session.conf.set(SESSION_PROPERTIES[name], value)
            elif not name.lower().startswith(SILENT_PROPERTIES):
                return _refusal(f"no session property is called {name}")
        self._sessions[handle.guid] = session
        return ttypes.TOpenSessionResp(
            status=OK,
            serverProtocolVersion=ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7,
            sessionHandle=ttypes.TSessionHandle(handle),
            configuration={},
            canUseMultipleCatalogs=True,
            initialNamespace=request.initialNamespace,
        )

    def ExecuteStatement(self, request: Any) -> Any:  # noqa: N802
        """Run one statement."""
        session = self._sessions[request.sessionHandle.sessionId.guid]
        return _answer(lambda: self._run(session, request.statement))

    def CloseSession(self, request: Any) -> Any:  # noqa: N802
        """Forget a session and its temporary views."""
        self._sessions.pop(request.sessionHandle.sessionId.guid, None)
        return ttypes.TCloseSessionResp(status=OK)

    def CloseOperation(self, _request: Any) -> Any:  # noqa: N802
        """Every operation is closed once it is answered."""
        return ttypes.TCloseOperationResp(status=OK)

    def _run(self, session: SparkSession, sql: str) -> tuple[t.StructType, pa.Table]:
        started = time.monotonic()
        said: dict[str, Any] = {"sql": sql, "emulated": []}
        try:
            answer, said["emulated"] = self._emulation.answer(session, sql)
            frame = session.sql(answer) if isinstance(answer, str) else answer
            table = frame.toArrow() if len(frame.schema) else pa.table({})
        except Exception as error:
            said["error"] = str(error)[:2000]
            raise
        else:
            return frame.schema, table
        finally:
            said["seconds"] = round(time.monotonic() - started, 3)
            with self._lock, self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(said) + "\n")


def _handle() -> Any:
    return ttypes.THandleIdentifier(guid=uuid.uuid4().bytes, secret=uuid.uuid4().bytes)


def _refusal(message: str) -> Any:
    status = ttypes.TStatus(statusCode=ttypes.TStatusCode.ERROR_STATUS, errorMessage=message)
    version = ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7
    return ttypes.TOpenSessionResp(status=status, serverProtocolVersion=version)


def _answer(work: Callable[[], tuple[t.StructType, pa.Table]]) -> Any:
    """Return what a statement came to, its error included."""
    handle = ttypes.TOperationHandle(
        _handle(), ttypes.TOperationType.EXECUTE_STATEMENT, hasResultSet=True
    )
    try:
        schema, table = work()
    except Exception as error:  # noqa: BLE001  every error is the client's to read
        status = ttypes.TGetOperationStatusResp(
            status=OK,
            operationState=ttypes.TOperationState.ERROR_STATE,
            displayMessage=str(error),
            errorMessage=str(error),
        )
        results = ttypes.TSparkDirectResults(operationStatus=status)
    else:
        results = _results(schema, table)
    return ttypes.TExecuteStatementResp(status=OK, operationHandle=handle, directResults=results)


def _results(schema: t.StructType, table: pa.Table) -> Any:
    metadata = ttypes.TGetResultSetMetadataResp(
        status=OK,
        schema=ttypes.TTableSchema([column_of(*one) for one in enumerate(schema.fields, start=1)]),
        resultFormat=ttypes.TSparkRowSetType.ARROW_BASED_SET,
        lz4Compressed=False,
        arrowSchema=table.schema.serialize().to_pybytes(),
    )
    batches = [
        ttypes.TSparkArrowBatch(batch.serialize().to_pybytes(), batch.num_rows)
        for batch in table.to_batches()
    ]
    return ttypes.TSparkDirectResults(
        operationStatus=ttypes.TGetOperationStatusResp(
            status=OK, operationState=ttypes.TOperationState.FINISHED_STATE
        ),
        resultSetMetadata=metadata,
        resultSet=ttypes.TFetchResultsResp(
            status=OK,
            hasMoreRows=False,
            resultSetMetadata=metadata,
            results=ttypes.TRowSet(startRowOffset=0, rows=[], arrowBatches=batches),
        ),
        closeOperation=ttypes.TCloseOperationResp(status=OK),
    )


def column_of(position: int, field: t.StructField) -> Any:
    """Return what a result's column is called and of which type, as the connector reads it."""
    kind = TYPES.get(type(field.dataType), ttypes.TTypeId.STRING_TYPE)
    entry = ttypes.TTypeEntry(ttypes.TPrimitiveTypeEntry(kind, _qualifiers(field.dataType)))
    return ttypes.TColumnDesc(field.name, ttypes.TTypeDesc([entry]), position, None)


def _qualifiers(of: t.DataType) -> Any:
    """Return what the connector asks to know of a decimal."""
    if not isinstance(of, t.DecimalType):
        return None
    told = {"precision": of.precision, "scale": of.scale}
    return ttypes.TTypeQualifiers(
        {name: ttypes.TTypeQualifierValue(i32Value=value) for name, value in told.items()}
    )


def _http_handler(warehouse: Warehouse, emulation: Emulation) -> type[BaseHTTPRequestHandler]:
    processor = TCLIService.Processor(warehouse)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Answer a call of the protocol."""
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/notebook":
                return self._run_notebook(content.decode())
            asked, told = TMemoryBuffer(content), TMemoryBuffer()
            processor.process(TBinaryProtocol(asked), TBinaryProtocol(told))
            return self._send(200, told.getvalue(), "application/x-thrift")

        def do_GET(self) -> None:
            """Tell the tags and grants that were set, or what kind of host this is."""
            said: dict[str, Any] = {
                "/state": {"tags": emulation.tags, "grants": emulation.grants},
                "/.well-known/databricks-config": {"host_type": "workspace"},
            }
            status = 200 if self.path in said else 404
            self._send(status, json.dumps(said.get(self.path, {})).encode(), "application/json")

        def _run_notebook(self, path: str) -> None:
            """Run a notebook of the project on this Spark, and tell what its cells show."""
            try:
                said: dict[str, Any] = {"shown": run_notebook(Path(path))}
            except Exception:  # noqa: BLE001  the test reads it
                said = {"error": traceback.format_exc()}
            self._send(200, json.dumps(said).encode(), "application/json")

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Stay silent: statements have their own log."""

    return Handler


def main(folder: Path, catalog: str) -> None:
    """Serve until the process is ended; the port is written to `folder`/port once all is ready."""
    builder = SparkSession.builder.master("local[2]").appName("warehouse")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.config("spark.sql.warehouse.dir", str(folder / "managed")).getOrCreate()
    emulation = Emulation(spark, catalog)
    handler = _http_handler(Warehouse(spark, emulation, folder / "statements.jsonl"), emulation)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    (folder / "port.new").write_text(str(server.server_port), encoding="utf-8")
    (folder / "port.new").rename(folder / "port")
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
