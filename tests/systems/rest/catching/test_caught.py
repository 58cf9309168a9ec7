"""Does each client that calls a production address get the answers of ours, as if the true host had given them?"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import requests.adapters
import urllib3

from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.rest.catching import Catch, Guard, OutsideRefused, caught
from tests.systems.rest.catching.conftest import HOST, Asking, Shop  # type: ignore[import-not-found]
