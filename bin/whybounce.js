#!/usr/bin/env node
import { runProcess } from "../dist/command/main.js";
await runProcess();
