"""What the command line says to people, in one place."""

_TEXTS = {
    "server-not-started": "{name} 尚未启动",
    "server-too-slow": "{name} 启动超时\n{log}",
    "server-ended": "{name} 启动失败\n{log}",
    "data-in-use": "数据目录 {folder} 正被另一个 PostgreSQL 进程({pid})使用",
    "wheel-missing": "缺少 {name},请先运行 make setup",
    "no-free-port": "本机没有可用端口",
    "variable-missing": "环境变量 {name} 未设置",
    "variable-invalid": "环境变量 {name} 无效: {value}",
    "provision-environment": (
        "LUODI_ADMIN_DATABASE_URL 指向数据库管理员;"
        "LUODI_DATABASE_PASSWORD(或 LUODI_DATABASE_PASSWORD_<服务>)是各服务角色的口令。"
    ),
    "database-unchanged": "{service}: 已是最新版本 {now}",
    "database-migrated": "{service}: {before} → {now}",
    "home-help": "数据、密钥和日志所在的目录(默认 .luodi)",
    "not-installed": "{home} 里没有安装;请先运行 make up",
    "already-running": "已经在运行: {url} (进程 {pid})",
    "already-starting": "另一个进程正在使用 {home}",
    "admin-url-missing": (
        "设置了 LUODI_DATABASE_URL 时,还须用 LUODI_ADMIN_DATABASE_URL 给出数据库管理员的地址"
    ),
    "http-port-taken": "端口 {port} 已被占用;请用 LUODI_HTTP_PORT 换一个,例如 LUODI_HTTP_PORT=8090",
    "part-ended": "[{name}] 意外退出(代码 {code}),{wait} 秒后重新启动;日志: {log}",
    "part-restarted": "[{name}] 已重新启动",
    "ready": "落地已就绪: {url}",
    "how-to-stop": "按 Ctrl-C 停止;数据会保留。",
    "stopping": "正在停止……",
    "stopped": "已停止。",
}


def text(code: str, /, **values: object) -> str:
    """Return the words for this code, with its values filled in."""
    return _TEXTS[code].format(**values)
