"""A desk with AWS credentials works on what a stage has deployed: with the settings of the stack's own functions."""

import os
import sys

from infra.deploy import Target, outputs
from infra.local.launch import desk_target


def target_of(stage: str, region: str) -> Target:
    """Where the stack of a stage lives; that of `local`, wherever the local cloud listens."""
    return desk_target() if stage == "local" else Target(stage, region=region)


def seated(target: Target) -> bool:
    """Take the API function's settings into this process; False, and it is said, where there is no such stack.

    Settings are read once a process, so before anything of the application is made.
    """
    told = outputs(target)
    if not told:
        sys.stderr.write(f"There is no stack {target.stack}.\n")
        return False
    function = target.client("lambda").get_function_configuration(FunctionName=told["APIHandlerName"])
    os.environ.update(function["Environment"]["Variables"])
    os.environ.setdefault("AWS_DEFAULT_REGION", target.region)
    return True
