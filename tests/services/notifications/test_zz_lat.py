import asyncio, time, statistics, httpx
from tests.harness.services import installation
from tests.harness.receiver import receiver
from uuid import uuid4
async def test_lat(cluster, broker, tmp_path):
    async with receiver() as city:
        async with installation(cluster, broker, tmp_path, "leads", "notifications", LUODI_DELIVERY_ALLOW=f"127.0.0.0/8:{city.port}") as running:
            admin = await running.login("system-admin")
            r = await admin.post("/api/v1/endpoints", json={"url": city.url, "owner":"sample-partner", "interest":{"services":["leads"]}})
            eid = r.json()["id"]; city.secrets=[r.json()["secret"]]
            r = await admin.post(f"/api/v1/endpoints/{eid}/pings", json={}, headers={"If-Match": r.headers["etag"]})
            city.secrets=[]
            await running.settled()
            sp = await running.login("specialist")
            came={}
            city.on_request=lambda q: came.setdefault(q.headers["webhook-id"], time.perf_counter())
            sent={}; post=[]
            async def one(n):
                t=time.perf_counter()
                r=await sp.post("/api/v1/leads", json={"name": f"项目{n}-{uuid4().hex[:8]}", "park":"inspection-park","amount":{"value":"3","unit":"亿元","qualifier":"exact","currency":"CNY"}})
                post.append((time.perf_counter()-t)*1000)
                if r.status_code!=201: print(r.status_code, r.text); return
                for e in r.json()["event_ids"]:
                    sent["msg_"+e.replace("-","")]=t
            tasks=[]
            t0=time.perf_counter()
            for n in range(500):
                await asyncio.sleep(max(0,t0+n*0.02-time.perf_counter()))
                tasks.append(asyncio.create_task(one(n)))
                if n==20: await asyncio.gather(*tasks); print(len(sent))
            await asyncio.gather(*tasks)
            await asyncio.sleep(1)
            pool=running.services["notifications"].runtime.pool
            print("post p50", sorted(post)[len(post)//2], "p99", sorted(post)[int(len(post)*.99)], "took", time.perf_counter()-t0)
            print(await pool.fetch("select status,count(*) from own.delivery group by 1"), await pool.fetchval("select position from own.feed_head"))
            print(await pool.fetchrow("select percentile_cont(0.5) within group (order by extract(epoch from d.created_at-f.recorded_at)) as rec_to_routed, percentile_cont(0.5) within group (order by extract(epoch from a.started_at-d.created_at)) as routed_to_started, percentile_cont(0.5) within group (order by a.total_ms) as total from own.delivery d join own.feed f using(position) join own.attempt a on a.delivery_id=d.id"))
            print([dict(r) for r in await pool.fetch("select proven,send_window,failures,next_due_at,open_until from own.receiver")])
            d=sorted((came[k]-v)*1000 for k,v in sent.items() if k in came)
            print("n",len(sent),len(d),"p50",d[len(d)//2],"p95",d[int(len(d)*.95)],"p99",d[int(len(d)*.99)],"max",d[-1])
