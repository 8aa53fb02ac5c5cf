"""An event stream with FastAPI and sse-starlette: numbered events, pings as comments, disconnect detection."""

import asyncio
import json
import os

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from sse_starlette import EventSourceResponse, ServerSentEvent

LAST = 10_000

app = FastAPI()
# What a page of another origin needs to send Authorization and Last-Event-ID.
app.add_middleware(
    CORSMiddleware,
    allow_origins=[os.environ["ORIGIN"]],
    allow_headers=["Authorization", "Last-Event-ID"],
    expose_headers=["Retry-After", "WWW-Authenticate"],
)
subscribers = 0


def authorize(authorization: str = Header("")):
    if authorization != f"Bearer {os.environ['TOKEN']}":
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})


@app.get("/events", dependencies=[Depends(authorize)])
async def events(last_event_id: int = Header(0)):
    async def numbers():
        for n in range(last_event_id + 1, LAST + 1):
            yield ServerSentEvent(data=json.dumps({"n": n}), id=str(n))
        await asyncio.Event().wait()

    return EventSourceResponse(numbers(), ping=15)


@app.get("/pings", dependencies=[Depends(authorize)])
async def pings():
    """Nothing but comments, one each second."""

    async def silence():
        global subscribers
        subscribers += 1
        try:
            await asyncio.Event().wait()
            yield
        finally:
            subscribers -= 1

    return EventSourceResponse(silence(), ping=1)


@app.get("/subscribers")
def count():
    return subscribers


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
