import asyncio, time, os, sys, httpx
from uuid import uuid4
from tests.harness.services import prepared
from tests.harness.receiver import receiver
async def test_lat(cluster, broker, tmp_path):
    async with receiver() as city:
        inst = prepared(broker, tmp_path, LUODI_DELIVERY_ALLOW=f"127.0.0.0/8:{city.port}")
        procs=[]
        try:
            for name in ("access","leads","notifications"):
                db = await cluster.fresh(name)
                env = {**os.environ, **inst.environment, **db.environment(), "LUODI_PORT": inst.urls[name].rpartition(":")[2]}
                procs.append(await asyncio.create_subprocess_exec(sys.executable,"-m",f"services.{name}",env=env,stdout=open(tmp_path/f"{name}.log","w"),stderr=asyncio.subprocess.STDOUT))
            for name in ("access","leads","notifications"):
                for _ in range(600):
                    try:
                        async with httpx.AsyncClient() as c:
                            if (await c.get(inst.urls[name]+"/readyz")).status_code==200: break
                    except httpx.HTTPError: pass
                    await asyncio.sleep(0.1)
            admin = await inst.login("system-admin")
            r = await admin.post("/api/v1/endpoints", json={"url": city.url, "owner":"sample-partner", "interest":{"services":["leads"], "types":["LeadRegistered"]}})
            print(r.status_code, r.text)
            eid = r.json()["id"]; city.secrets=[r.json()["secret"]]
            r = await admin.post(f"/api/v1/endpoints/{eid}/pings", json={}, headers={"If-Match": r.headers["etag"]})
            city.secrets=[]
            await asyncio.sleep(2)
            sp = await inst.login("specialist")
            came={}
            city.on_request=lambda q: came.setdefault(q.headers["webhook-id"], time.perf_counter())
            for rate in (10,50):
                sent={}; post=[]
                async def one(n):
                    t=time.perf_counter()
                    r=await sp.post("/api/v1/leads", json={"name": f"项目{n}-{uuid4().hex[:8]}", "park":"inspection-park","amount":{"value":"3","unit":"亿元","qualifier":"exact","currency":"CNY"}})
                    post.append((time.perf_counter()-t)*1000)
                    if r.status_code!=201: print(r.status_code, r.text); return
                    sent["msg_"+r.json()["event_ids"][0].replace("-","")]=t
                tasks=[]
                t0=time.perf_counter()
                for n in range(rate*8):
                    await asyncio.sleep(max(0,t0+n/rate-time.perf_counter()))
                    tasks.append(asyncio.create_task(one(n)))
                await asyncio.gather(*tasks)
                await asyncio.sleep(1.5)
                post.sort()
                d=sorted((came[k]-v)*1000 for k,v in sent.items() if k in came)
                print("rate",rate,"post p50", post[len(post)//2], "p99", post[int(len(post)*.99)], "n",len(sent),len(d),"p50",d[len(d)//2],"p95",d[int(len(d)*.95)],"p99",d[int(len(d)*.99)],"max",d[-1])
            for c in inst._clients: await c.aclose()
        finally:
            for p in procs: p.terminate()
            for p in procs: await p.wait()
