"""The command line. A command is a module with `add_arguments(parser)` and `run(args) -> int`."""

import argparse
import importlib
import sys
from typing import NamedTuple


class Command(NamedTuple):
    """A command: its name, the module under luodi/ that carries it out, its line in --help."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("up", "up", "启动整套系统，按 Ctrl-C 停止"),
    Command("provision", "provision", "创建各服务的数据库和角色，并升级到最新版本"),
    Command("import", "import_", "导入台账：核验、预览、导入、撤销"),
    Command("verify", "verify", "校验历史是否被改动，可离线进行"),
    Command("rebuild", "rebuild", "在现行视图旁重建一个服务的视图，逐行比较后替换"),
    Command("republish", "republish", "把一个服务的全部事件重新发布到空的总线上"),
)


def main(arguments: list[str]) -> int:
    """Run the command that was named; only its module is loaded."""
    parser = argparse.ArgumentParser(prog="luodi", description="落地：园区投资项目全程管理")
    named = parser.add_subparsers(dest="command", required=True, metavar="命令")
    modules = {}
    for command in COMMANDS:
        own = named.add_parser(command.name, help=command.help, description=command.help)
        if command.name in arguments[:1]:
            modules[command.name] = importlib.import_module(f"luodi.{command.module}")
            modules[command.name].add_arguments(own)
    args = parser.parse_args(arguments)
    code: int = modules[args.command].run(args)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
