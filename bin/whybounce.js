#!/usr/bin/env node
import { runProcess } from "../dist/command/cli.js";
await runProcess();
