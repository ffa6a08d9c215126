from tests.attacks.test_hidden_writes import *
def test_z(server):
    with ExitStack() as cl:
        k=[k for k in KINDS if k.name=="contact"][0]
        at=Attack(Scene(k, Hiding.TAKEN_BACK, server, cl))
        for t in (at.scene.hidden, at.scene.nothing, at.scene.hidden, at.scene.nothing):
            for n,w in WRITES.items():
                if "contact" in w.kinds:
                    with watch() as wire: at.ask(w,t)
                    print(n, wire.statements, [x for x in wire.sent], [t[:60] for t in wire.texts][:12])
