"""What the command line says to people, in one place."""

_TEXTS = {
    "server-not-started": "{name} 尚未启动",
    "server-too-slow": "{name} 启动超时\n{log}",
    "server-ended": "{name} 启动失败\n{log}",
    "data-in-use": "数据目录 {folder} 正被另一个 PostgreSQL 进程（{pid}）使用",
    "wheel-missing": "缺少 {name}，请先运行 make setup",
    "no-free-port": "本机没有可用端口",
    "variable-missing": "环境变量 {name} 未设置",
    "variable-invalid": "环境变量 {name} 无效：{value}",
    "provision-environment": (
        "LUODI_ADMIN_DATABASE_URL 指向数据库管理员；"
        "LUODI_DATABASE_PASSWORD（或 LUODI_DATABASE_PASSWORD_<服务>）是各服务角色的口令。"
    ),
    "database-unchanged": "{service}：已是最新版本 {now}",
    "database-migrated": "{service}: {before} → {now}",
    "home-help": "数据、密钥和日志所在的目录（默认 .luodi）",
    "not-installed": "{home} 里没有安装；请先运行 make up",
    "already-running": "已经在运行：{url}（进程 {pid}）",
    "already-starting": "另一个进程正在使用 {home}",
    "admin-url-missing": (
        "设置了 LUODI_DATABASE_URL 时，还须用 LUODI_ADMIN_DATABASE_URL 给出数据库管理员的地址"
    ),
    "http-port-taken": (
        "端口 {port} 已被占用；请用 LUODI_HTTP_PORT 换一个，例如 LUODI_HTTP_PORT=8090"
    ),
    "part-ended": "[{name}] 意外退出（代码 {code}），{wait} 秒后重新启动；日志：{log}",
    "part-restarted": "[{name}] 已重新启动",
    "ready": "落地已就绪：{url}",
    "sample-logins": "样例账号（口令均为 {password}）：",
    "sample-kept": "样例数据已在，保持原样。",
    "sample-story": "样例项目“{title}”已走到开工，全过程见 {url}",
    "how-to-stop": "按 Ctrl-C 停止；数据会保留。",
    "stopping": "正在停止……",
    "stopped": "已停止。",
    "service-unknown": "没有这样的服务：{name}",
    "verify-services-help": "要校验的服务（默认全部）",
    "anchors-help": "存放锚点的目录（默认是安装中的目录）；离线校验时给出另行保管的副本",
    "key-help": "可信的锚点公钥（base64），可多次给出；不给则逐一列出所见公钥",
    "dump-help": "不校验，只写出离线校验所需的全部内容；以 .gz 结尾则压缩",
    "from-help": "离线校验这个转储文件",
    "file-missing": "没有文件 {path}",
    "dump-unreadable": "{path} 不是完整的转储文件",
    "dump-lacks": "{service}：有锚点，转储中却没有它的历史",
    "dump-written": "已写出 {path}",
    "dump-failed": "未能写出 {path}：{trouble}",
    "database-away": "{service}：数据库无法访问：{trouble}",
    "events-unreadable": "{service}：有事件无法读取，历史已被破坏",
    "bus-away": "{service}：消息总线无法访问，未比对已发布的事件和锚点",
    "anchor-in-event": "库内事件",
    "anchor-in-bus": "消息总线",
    "chain-unbroken": "{name}：{events} 条事件、{streams} 条流，哈希链完好；",
    "chain-broken": "{name}：{events} 条事件、{streams} 条流，发现 {count} 处问题；",
    "proof": "由签名锚点证明到第 {position} 条",
    "proof-not-even-first": "第一个锚点之前已有问题",
    "proof-none": "没有相符的锚点，不能排除整体改写",
    "proof-but-for": "；除下列问题外，到第 {position} 条与锚点相符",
    "proof-not-yet": "，其后 {count} 条尚未锚定",
    "fault-changed": "第 {span} 条：与哈希不符，该条或紧接其前的一条被改动",
    "fault-missing": "第 {span} 条：缺失，事件被删除；其后一条因此无法核对",
    "fault-missing-in-stream": "{where} 第 {span} 版：缺失，事件被删除",
    "fault-missing-streams": "缺失的事件中有 {span} 条不在任何现存流的中段：整条流或流的末尾被删除",
    "fault-misplaced": "第 {span} 条：重复或次序颠倒",
    "fault-rewritten": "第 {span} 条：哈希与锚点不符，其间的历史被改写",
    "fault-truncated": "第 {span} 条：锚点见过，如今不在，末尾被截去",
    "fault-unstored": "第 {span} 条：已发布到消息总线，库中却没有，历史止于所发布者之前",
    "fault-published-otherwise": (
        "第 {position} 条：哈希与消息总线上已发布的不符，该条或其前的历史被改写"
    ),
    "fault-forged-anchor": "第 {span} 条的锚点（{where}）：签名无效",
    "fault-unreadable-anchor": "锚点 {where}：无法读取",
    "verify-key": "锚点公钥：{key}",
    "verify-key-unchecked": "锚点公钥：{key}（请与另行保管的公钥核对，或用 --key 给出）",
    "verify-sound": "校验通过。",
    "verify-unsound": "校验未通过。",
    "accept-help": "即使新旧视图不同也替换",
    "rebuild-busy": "{service}：另一个重建正在进行，或视图一直有冲突的写入；请稍后再试",
    "rebuild-no-views": "{service}：还没有视图；请先启动服务",
    "rebuild-lacking": (
        "无法取得 {service} 的第 {position} 条已发布事件：总线上没有，服务也没有应答"
    ),
    "rebuild-built": "{service}：已从 {count} 条事件重建视图（{rate} 条/秒）",
    "rebuild-other-form": "表的结构与现行的不同，无法逐行比较",
    "rebuild-equal": "逐行比较：完全一致（{places}）",
    "rebuild-different": "逐行比较：不一致（{places}）",
    "rebuild-refused": "保留现行视图；如要以重建的为准，请加 --accept",
    "rebuild-swapped": "重建的视图已启用（{places}）",
    "table-alike": "{table}：{rows} 行一致",
    "table-different": "{table}：现行 {rows} 行，其中 {live} 行只在现行视图，{new} 行只在重建视图",
    "republish-not-empty": "{service}：总线上已有它的事件，不再重发；其余由服务自己的转发器续发",
    "republish-relay": "{service}：已重发到第 {position} 条；服务自己的转发器已接手续发",
    "republish-done": "{service}：已重发到第 {position} 条",
    "republish-failed": "{service}：重发未完成：{trouble}",
}


def text(code: str, /, **values: object) -> str:
    """Return the words for this code, with its values filled in."""
    return _TEXTS[code].format(**values)
