"""The Python runtime: loads a handler and runs it for one invocation after another, as the Runtime API hands
them out. Its argument is the API's socket."""

import decimal
import http.client
import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

API = "/2018-06-01/runtime"
OWN = os.path.abspath(__file__)


class Api(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def call(self, method, path, body=None, headers=None):
        self.request(method, API + path, body, headers or {})
        response = self.getresponse()
        return response, response.read()


class Context:
    """What a handler may know about its invocation."""

    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = env["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = env["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = env["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = env["AWS_LAMBDA_LOG_STREAM_NAME"]
        client_context = headers["lambda-runtime-client-context"]
        self.client_context = json.loads(client_context) if client_context else None
        self.identity = None
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, text):
        print(text, end="")


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = RequestIdFilter.request_id
        return True


class OneLine(logging.Formatter):
    """One message is one log event: its own line ends travel as carriage returns."""

    converter = time.gmtime

    def format(self, record):
        return super().format(record).replace("\n", "\r")


class HandlerError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def install_logging():
    handler = logging.StreamHandler(sys.stdout)
    layout = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(OneLine(layout, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


def load_handler():
    name = os.environ.get("_HANDLER", "")
    module_name, dot, attribute = name.rpartition(".")
    if not dot:
        raise HandlerError(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise HandlerError("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = f"Syntax error in module '{module_name}': {error}"
        raise HandlerError("Runtime.UserCodeSyntaxError", message) from error
    handler = getattr(module, attribute, None)
    if handler is None:
        message = f"Handler '{attribute}' missing on module '{module_name}'"
        raise HandlerError("Runtime.HandlerNotFound", message)
    return handler


def told(error, request_id):
    if isinstance(error, HandlerError):
        return {
            "errorMessage": str(error),
            "errorType": error.kind,
            "requestId": request_id,
            "stackTrace": [],
        }
    frames = traceback.extract_tb(error.__traceback__)
    user_frames = [frame for frame in frames if os.path.abspath(frame.filename) != OWN]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(user_frames),
    }


def show(failure):
    lines = [f"[ERROR] {failure['errorType']}: {failure['errorMessage']}"]
    if failure["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        lines += [frame.rstrip("\n") for frame in failure["stackTrace"]]
    print("\r".join("\n".join(lines).split("\n")), flush=True)


def report(api, path, failure):
    show(failure)
    headers = {"Lambda-Runtime-Function-Error-Type": failure["errorType"]}
    api.call("POST", path, json.dumps(failure), headers)


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def run(api, handler):
    response, body = api.call("GET", "/invocation/next")
    context = Context(response.headers)
    request_id = context.aws_request_id
    RequestIdFilter.request_id = request_id
    os.environ["_X_AMZN_TRACE_ID"] = response.headers["lambda-runtime-trace-id"] or ""
    path = f"/invocation/{request_id}"
    try:
        result = handler(json.loads(body), context)
    except Exception as error:  # whatever a handler raises is its answer
        report(api, f"{path}/error", told(error, request_id))
        return
    try:
        answer = json.dumps(result, default=plain)
    except (TypeError, ValueError) as error:
        failure = HandlerError("Runtime.MarshalError", f"Unable to marshal response: {error}")
        report(api, f"{path}/error", told(failure, request_id))
        return
    sys.stdout.flush()
    sys.stderr.flush()
    api.call("POST", f"{path}/response", answer.encode("utf-8"))


def main():
    api = Api(sys.argv[1])
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.argv = [sys.argv[0]]
    sys.stdout.reconfigure(line_buffering=True)
    install_logging()
    try:
        handler = load_handler()
    except Exception as error:
        report(api, "/init/error", told(error, ""))
        sys.exit(1)
    while True:
        run(api, handler)


if __name__ == "__main__":
    main()
