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
    "delivery-not-dead": "该投递尚未终止，不能作罢",
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
    "owner-locked": "所属账号已锁定",
    "owner-closed": "所属账号已注销",
}

DELIVERY_STATES = {
    "pending": "待投递",
    "waiting": "等待前序",
    "sending": "投递中",
    "parked": "暂存",
    "done": "已送达",
    "dead": "投递失败",
    "dismissed": "已作罢",
}

UNKNOWN = "（未知）"
NOTHING = "（无）"

# Lines of the inbox. `name` is the project's or lead's; other words are fields of the event.
INBOX = {
    "leads.LeadAssigned": "线索“{name}”已重新分派招商专员",
    "leads.AgreementSigned": "线索“{name}”已签约，将生成投资项目",
    "leads.LeadLost": "线索“{name}”已登记为流失",
    "projects.ProjectCreated": "项目“{name}”已生成",
    "projects.OfficerAssigned": "项目“{name}”已指派首席服务官",
    "projects.OfficerHandedOver": "项目“{name}”的首席服务官已移交",
    "projects.LeaderAssigned": "项目“{name}”已明确包抓领导",
    "projects.LeaderReplaced": "项目“{name}”的包抓领导已更换",
    "projects.CommencementGateOpened": "项目“{name}”开工条件已具备",
    "projects.MilestoneSlipped": "项目“{name}”的里程碑预计延期至{forecast_on}",
    "projects.WorkCommenced": "项目“{name}”已认定开工",
    "projects.UnapprovedStartObserved": "项目“{name}”发现未批先建，请尽快处置",
    "projects.CommencementGateLost": "项目“{name}”的开工前置审批失效，请尽快处置",
    "projects.WorkSuspended": "项目“{name}”停缓建",
    "projects.WorkResumed": "项目“{name}”已复工",
    "projects.WorksCompleted": "项目“{name}”已竣工",
    "projects.ProductionStarted": "项目“{name}”已投产",
    "projects.ProjectTerminated": "项目“{name}”已终止",
    "approvals.CaseReceived": "项目“{name}”的{item_name}已收件",
    "approvals.CaseAccepted": "项目“{name}”的{item_name}已受理",
    "approvals.CaseDeemedAccepted": "项目“{name}”的{item_name}逾期未告知，视为受理",
    "approvals.CaseDeclined": "项目“{name}”的{item_name}不予受理",
    "approvals.CaseNotRequired": "项目“{name}”的{item_name}无需办理",
    "approvals.DeficienciesNotified": "项目“{name}”的{item_name}需补正材料",
    "approvals.SupplementRequested": "项目“{name}”的{item_name}办理中需补正材料",
    "approvals.ApplicationLapsed": "项目“{name}”的{item_name}逾期未补正，申请终止",
    "approvals.DeficienciesRemedied": "项目“{name}”的{item_name}补正材料已收到",
    "approvals.SupplementOverdue": "项目“{name}”的{item_name}办理中补正逾期，期限为{reply_by}",
    "approvals.SupplementReceived": "项目“{name}”的{item_name}办理中补正材料已收到",
    "approvals.CaseWithdrawalRequested": "项目“{name}”的{item_name}申请撤件：{reason}",
    "approvals.OpinionRequested": "项目“{name}”的{item_name}征求意见，请于{reply_by}前反馈",
    "approvals.OpinionGiven": "项目“{name}”的{item_name}：部门已反馈意见",
    "approvals.OpinionOverdue": "项目“{name}”的{item_name}：有部门逾期未反馈意见",
    "approvals.ApprovalDeemedGranted": "项目“{name}”的{item_name}超期未作决定，视为批准：{basis}",
    "approvals.ApprovalGranted": "项目“{name}”的{item_name}已批准，文号{document_number}",
    "approvals.FilingRecorded": "项目“{name}”的{item_name}已备案，文号{document_number}",
    "approvals.FilingReturned": "项目“{name}”的{item_name}被退回",
    "approvals.ApprovalRefused": "项目“{name}”的{item_name}不予批准",
    "approvals.ApprovalRevoked": "项目“{name}”的{item_name}批准已被撤销",
    "approvals.ApprovalRetracted": "项目“{name}”的{item_name}批准已被撤回",
    "approvals.DisagreementFound": "项目“{name}”的事项{item_code}：外部报送与本系统不一致",
    "approvals.EarliestStartSlipped": "项目“{name}”最早开工日推迟{working_days}个工作日，至{to_on}",
    "approvals.ApprovalGrantedWithOmissions": "项目“{name}”的{item_name}已容缺批准，请按期补齐材料",
    "approvals.ApprovalDeregistered": "项目“{name}”的{item_name}批准已被注销",
    "approvals.ApprovalForfeited": "项目“{name}”的{item_name}批准已被吊销",
    "approvals.OmissionsOverdue": "项目“{name}”的{item_name}容缺材料逾期未补齐",
    "approvals.CommitmentCheckFailed": "项目“{name}”的{item_name}批后核查不通过",
    "approvals.RevocationProposed": "项目“{name}”的{item_name}：建议撤销批准，请依法研究决定",
    "approvals.VoidingProposed": "项目“{name}”的{item_name}：建议成果作废，请依法研究决定",
    "approvals.StudyVoided": "项目“{name}”的{item_name}成果已作废，须重新办理",
    "approvals.DeregistrationRequested": "项目“{name}”的{item_name}申请注销：{reason}",
    "approvals.ValidityExtensionRequested": "项目“{name}”的{item_name}申请延续有效期：{reason}",
    "approvals.ValidityExtended": "项目“{name}”的{item_name}有效期已延续至{to_valid_until}",
    "approvals.ValidityExtensionRefused": "项目“{name}”的{item_name}不予延续有效期",
    "approvals.SuspensionNoted": "项目“{name}”中止施工，请按期向{item_name}发证机关报告",
    "approvals.SuspensionReported": "项目“{name}”的{item_name}：建设单位已报告中止施工",
    "approvals.ResumptionNoted": "项目“{name}”恢复施工，请核对{item_name}是否须先核验",
    "approvals.CertificateVerified": "项目“{name}”的{item_name}已核验，可以恢复施工",
    "approvals.CertificateLapsed": (
        "项目“{name}”的{item_name}证照已自行废止，编号{certificate_number}"
    ),
    "approvals.RegistrationMade": "项目“{name}”的{item_name}已登记，编号{document_number}",
    "approvals.RegistrationRefused": "项目“{name}”的{item_name}不予登记",
    "approvals.CaseWithdrawn": "项目“{name}”的{item_name}已撤件",
    "approvals.RecomputationDigested": "工作日历调整（{why}），您的{cases}件办件期限已重新计算",
    "approvals.LimitDueSoon": "项目“{name}”的{item_name}：{clock}将于{due_on}届满",
    "approvals.LimitExceeded": "项目“{name}”的{item_name}：{clock}已于{due_on}届满，已逾期",
    "notifications.EndpointDisabled": "推送端点已停用：{reason}",
    "notifications.EndpointDegraded": "推送端点异常，{failures}次投递失败",
}

# The same to those of the department that is asked.
INBOX_OF_CONSULTED = {
    "approvals.OpinionOverdue": "项目“{name}”的{item_name}：应于{reply_by}前反馈的意见已逾期",
}

# What a limit is called whose name is not known.
LIMIT = "时限"
# The same where a limit binds somebody else than the authority.
OTHERS = {"applicant": "申请人", "procedure": "程序", "institution": "中介机构"}
INBOX_OF_OTHERS = {
    "approvals.LimitDueSoon": "项目“{name}”的{item_name}：{clock}（{bound}）将于{due_on}届满",
    "approvals.LimitExceeded": "项目“{name}”的{item_name}：{clock}（{bound}）已于{due_on}届满",
}
