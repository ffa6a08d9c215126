import time, os, signal
from tests.graph.test_lost_database import *
def test_t(data, capsys):
    with serving(data, "--workers", "2") as (address, process), Browser(address) as browser, capsys.disabled():
        browser.sign_up(new_name())
        process.send_signal(signal.SIGSTOP)
        killed = postmaster(data)
        os.kill(killed, signal.SIGKILL)
        t0=time.time()
        def say(*a): print(f"{time.time()-t0:6.2f}", *a)
        while time.time()-t0<30:
            t=time.time(); r=browser.post("/graphql", content=VIEWER, headers=JSON); say("read", r.status_code, f"{time.time()-t:.2f}")
        t=time.time(); r=browser.post("/graphql", json={"query":CREATE,"variables":{"name":"x"}}); say("write", r.status_code, f"{time.time()-t:.2f}")
        process.send_signal(signal.SIGCONT); say("cont")
        while True:
            t=time.time(); r=browser.post("/graphql", content=VIEWER, headers=JSON); say("read", r.status_code, f"{time.time()-t:.2f}")
            if r.status_code==200: break
        t=time.time(); r=browser.post("/graphql", json={"query":CREATE,"variables":{"name":"x"}}); say("write", r.status_code, f"{time.time()-t:.2f}")
