"""What notifications says to people."""

PROBLEMS = {
    "endpoint-not-registered": "推送端点不存在",
    "endpoint-already-registered": "推送端点已登记",
    "endpoint-not-verified": "推送端点尚未通过联通测试",
    "endpoint-disabled": "推送端点已停用",
    "endpoint-url-malformed": "推送地址格式不正确",
    "endpoint-url-not-https": "推送地址须使用 https",
    "endpoint-url-with-credentials": "推送地址不得包含用户名或密码",
    "endpoint-url-port-refused": "推送地址的端口未开放",
    "endpoint-url-address-refused": "推送地址指向不允许访问的网络",
    "endpoint-retries-out-of-range": "重试间隔超出允许范围",
    "key-end-in-the-past": "原密钥的失效时间不能早于当前时间",
    "delivery-still-open": "该投递尚在进行中，无需重发",
}

EVENTS = {
    "EndpointRegistered": "推送端点已登记",
    "EndpointVerified": "推送端点已验证",
    "EndpointPingFailed": "联通测试未通过",
    "EndpointPaused": "推送已暂停",
    "EndpointResumed": "推送已恢复",
    "EndpointDisabled": "推送端点已停用",
    "EndpointEnabled": "推送端点已启用",
    "SecretRotated": "签名密钥已轮换",
    "EndpointDegraded": "推送端点异常",
    "EndpointRecovered": "推送端点恢复正常",
}

STAGES = {
    "unverified": "待验证",
    "active": "正常",
    "paused": "已暂停",
    "disabled": "已停用",
}

DISABLE_REASONS = {
    "by-hand": "人工停用",
    "gone": "接收方已撤销该地址（410）",
    "failing": "长时间投递失败",
    "refusing": "接收方持续拒收",
    "owner-closed": "所属账号已停用",
}

DELIVERY_STATES = {
    "pending": "待投递",
    "waiting": "等待前序",
    "sending": "投递中",
    "parked": "暂存",
    "done": "已送达",
    "dead": "投递失败",
}
